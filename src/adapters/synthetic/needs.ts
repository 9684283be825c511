import type { Needs } from "../../ports.ts";

/** Nothing outside the process. */
export const needs: Needs = {};
