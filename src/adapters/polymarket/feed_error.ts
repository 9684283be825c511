/** The venue cannot be reached, so there is nothing to run on. */
export class FeedUnreachable extends Error {
  override readonly name = "FeedUnreachable";
  readonly host: string;
  readonly reason: string;

  constructor(host: string, reason: string) {
    super(`Cannot reach ${host}: ${reason}`);
    this.host = host;
    this.reason = reason;
  }
}

/** The venue answers, but no market of it is to be watched. */
export class NothingToWatch extends Error {
  override readonly name = "NothingToWatch";

  /** `reason`: what removed the last market. */
  constructor(reason: string) {
    super(`Cannot watch any market: ${reason}`);
  }
}

/** Nobody can say what time it is, or it would have to stand still for long. */
export class ClockUnsure extends Error {
  override readonly name = "ClockUnsure";

  constructor(reason: string) {
    super(`Cannot go on: ${reason}`);
  }
}
