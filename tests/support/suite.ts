/** Registers every test in folders of `tests/` (or a file of it) with the worker that calls this. */
export async function loadTests(...places: readonly string[]): Promise<void> {
  for (const place of places) {
    for (const file of testsIn(new URL(`../${place}`, import.meta.url))) await import(file.href);
  }
}

/** Test files at a place, by name. */
function testsIn(place: URL): readonly URL[] {
  if (Deno.statSync(place).isFile) return [place];
  const names = [...Deno.readDirSync(place)].map(({ name }) => name).toSorted();
  return names.flatMap((name) => {
    const child = new URL(`${place.href}/${name}`);
    if (Deno.statSync(child).isDirectory) return testsIn(child);
    return /_test\.tsx?$/.test(name) ? [child] : [];
  });
}
