import type { Needs } from "../../ports.ts";

/** It reads the end of what it wrote, to go on after it. */
export const needs: Needs = { read: ["data"], write: ["data"] };
