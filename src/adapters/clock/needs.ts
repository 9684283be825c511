import type { Needs } from "../../ports.ts";

/** Clocks touch nothing outside the process. */
export const needs: Needs = {};
