import type { Needs } from "../../ports.ts";

/** Commercial regions with Bedrock, from AWS' table of Bedrock endpoints, as of 2026-11. */
export const bedrockRegions: readonly string[] = [
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
  "ca-central-1",
  "ca-west-1",
  "mx-central-1",
  "sa-east-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "af-south-1",
  "ap-east-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-7",
];

/** What the SDK's chain of credentials reads. */
const env = [
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_BEARER_TOKEN_BEDROCK",
  "AWS_PROFILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CONFIG_FILE",
  "AWS_EC2_METADATA_DISABLED",
  "BEDROCK_MODEL_ID",
  "HOME",
] as const;

/** Where the SDK's chain looks for a profile; the variables may name files elsewhere. */
const read = ["$HOME/.aws"] as const;
const elsewhere = ["$AWS_SHARED_CREDENTIALS_FILE", "$AWS_CONFIG_FILE"] as const;

/** Models on Bedrock in any region. */
export const needs: Needs = { net: bedrockRegions.map(hostOf), env, read };

/** Models on Bedrock in one region; the names of the environment stay. */
export function needsIn(region: string): Needs {
  return { net: [hostOf(region)], env, read: [...read, ...elsewhere] };
}

function hostOf(region: string): string {
  return `bedrock-runtime.${region}.amazonaws.com:443`;
}
