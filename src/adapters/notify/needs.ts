import type { Needs } from "../../ports.ts";

/** Lines go where the caller says. */
export const needs: Needs = {};
