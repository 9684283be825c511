// Refusals of the service: the names are those of its own exceptions, by which an SDK knows them.

/** One exception. */
export interface Refusal {
  readonly name: string;
  readonly status: number;
  readonly message: string;
}

/** What the service says in place of an answer, by the name of the fault that makes it. */
export const refusals = {
  throttled: {
    name: "ThrottlingException",
    status: 429,
    message: "Too many requests, please wait before trying again.",
  },
  notReady: {
    name: "ModelNotReadyException",
    status: 429,
    message: "Model is not ready for inference. Wait and try your request again.",
  },
  internal: {
    name: "InternalServerException",
    status: 500,
    message: "The system encountered an unexpected error during processing. Try again.",
  },
  unavailable: {
    name: "ServiceUnavailableException",
    status: 503,
    message: "Bedrock is unable to process your request.",
  },
  modelError: {
    name: "ModelErrorException",
    status: 424,
    message: "The model returned an error while it processed the request.",
  },
  modelTimeout: {
    name: "ModelTimeoutException",
    status: 408,
    message: "Model has timed out in processing the request. Try your request again.",
  },
  denied: {
    name: "AccessDeniedException",
    status: 403,
    message: "You don't have access to the model with the specified model ID.",
  },
  expiredToken: {
    name: "ExpiredTokenException",
    status: 403,
    message: "The security token included in the request is expired",
  },
} as const satisfies Readonly<Record<string, Refusal>>;

export const UNSIGNED: Refusal = {
  name: "MissingAuthenticationTokenException",
  status: 403,
  message: "Missing Authentication Token",
};
export const UNRECOGNIZED: Refusal = {
  name: "UnrecognizedClientException",
  status: 403,
  message: "The security token included in the request is invalid.",
};
export const UNRESOLVED: Refusal = {
  name: "ResourceNotFoundException",
  status: 404,
  message: "Could not resolve the foundation model from the provided model identifier.",
};
export const UNKNOWN_OPERATION: Refusal = {
  name: "UnknownOperationException",
  status: 404,
  message: "The sandbox has the operation Converse only.",
};

/** A request that is not as it must be. */
export function invalid(message: string): Refusal {
  return { name: "ValidationException", status: 400, message };
}

/** The refusal as the SDK reads it. */
export function refused(
  { name, status, message }: Refusal,
  headers: Readonly<Record<string, string>>,
): Response {
  // A failure of the model says which of its statuses it passes on.
  const more = name === "ModelErrorException" ? { originalStatusCode: 500 } : {};
  return Response.json({ message, ...more }, {
    status,
    headers: { ...headers, "x-amzn-errortype": name },
  });
}
