import { CliError } from "../../cli/exit.ts";

/** The text of a file that was named; exit 3 when there is none. */
export function readTextFile(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CliError("notFound", `Cannot read ${path}: there is no such file`);
  }
}
