import type { Needs } from "../../ports.ts";

/**
 * Nothing fixed: a recording's path comes from the command line, and its command asks to read
 * it.
 */
export const needs: Needs = {};
