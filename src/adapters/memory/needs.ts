import type { Needs } from "../../ports.ts";

export const needs: Needs = {};
