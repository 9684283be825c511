import type { Needs } from "../../ports.ts";

/** The paper venue touches nothing outside the process. */
export const needs: Needs = {};
