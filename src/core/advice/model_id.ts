/** The id without the prefix of a cross-region profile, and out of an ARN that ends with it. */
export function plainModelId(id: string): string {
  const name = id.startsWith("arn:") ? id.slice(id.lastIndexOf("/") + 1) : id;
  return name.replace(/^(us|eu|apac|jp|au|ca|global|us-gov)\./, "");
}
