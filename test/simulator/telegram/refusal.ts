/** What the Bot API says besides the description: when to come back, or where the chat went. */
export interface ResponseParameters {
  /** Seconds. */
  retry_after?: number;
  migrate_to_chat_id?: number;
}

/** The JSON body of a refused call. */
export interface ApiError {
  error_code: number;
  description: string;
  parameters?: ResponseParameters;
}

/** Thrown by a method to refuse the call as the Bot API does. */
export class Refusal extends Error {
  readonly error: ApiError;

  constructor(error: ApiError) {
    super(error.description);
    this.name = 'Refusal';
    this.error = error;
  }
}

export function badRequest(reason: string, parameters?: ResponseParameters): Refusal {
  return new Refusal({
    error_code: 400,
    description: `Bad Request: ${reason}`,
    ...(parameters ? { parameters } : {}),
  });
}

export function forbidden(reason: string): Refusal {
  return new Refusal({ error_code: 403, description: `Forbidden: ${reason}` });
}

export function conflict(reason: string): Refusal {
  return new Refusal({ error_code: 409, description: `Conflict: ${reason}` });
}

export function tooManyRequests(seconds: number): Refusal {
  return new Refusal({
    error_code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  });
}
