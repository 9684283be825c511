import type { Needs } from "../../ports.ts";

/** `data` stands for the data directory. */
export const needs: Needs = { read: ["data"], write: ["data"] };
