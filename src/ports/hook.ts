/** Way in for a platform that sends its events by itself: POSTs to one path of the HTTP server. */
export interface Hook {
  readonly path: string;
  /** Longest body, longest time for reading it and answering, ms, and most requests at once. */
  readonly limits: { readonly bytes: number; readonly ms: number; readonly atOnce: number };
  /** Tells whether events reach it now. */
  isReady(): boolean;
  /** Judges a request before its body is read. `stranger`: it is not the platform's. `later`: nothing can be taken now. */
  admit(headers: HookHeaders): 'in' | 'stranger' | 'later';
  /** Takes what was sent. Resolves once it is durable, or with the reason for which it is not. Never rejects. */
  take(body: Uint8Array): Promise<HookAnswer>;
}

/** Headers of a request; names are in lower case. */
export type HookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** `senseless`: nobody could ever read it. `againS`: to be sent once more, after so many seconds. */
export type HookAnswer = 'taken' | 'senseless' | { againS: number };
