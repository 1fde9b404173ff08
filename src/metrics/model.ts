import type { Clock, Model, ModelEvent, OnBehalf, Usage } from '../ports/index.ts';
import { errorType } from './failures.ts';
import type { Meter } from './meter.ts';

/** Facts about a call that its labels are made of. */
interface Call {
  model: string;
  link?: string | undefined;
  onBehalf: OnBehalf;
}

export interface ModelMeterParts {
  meter: Meter;
  clock: Clock;
  /** Name of the service behind a link, as the conventions list them. */
  provider(link: string | undefined): string;
}

/** Gives a model that counts its calls, their time and their tokens. */
export function meteredModel<Asked extends Model>(model: Asked, { meter, clock, provider }: ModelMeterParts): Asked {
  function begin(name: string, { model: asked, link, onBehalf: { purpose } }: Call) {
    const from = clock.elapsed();
    const seconds = () => (clock.elapsed() - from) / 1000;
    const labels = {
      gen_ai_operation_name: name,
      gen_ai_provider_name: provider(link),
      gen_ai_request_model: asked,
    };
    let error: string | undefined;
    meter.count('parley_model_calls_total', { gen_ai_operation_name: name, purpose });
    return {
      first: () => meter.observe('gen_ai_client_operation_time_to_first_chunk_seconds', labels, seconds()),
      used(usage: Usage | undefined) {
        if (!usage) return;
        const told = (type: string, tokens: number) =>
          meter.observe('gen_ai_client_token_usage', { ...labels, gen_ai_token_type: type }, tokens);
        told('input', usage.inputTokens);
        told('output', usage.outputTokens);
      },
      failed(reason: unknown, signal: AbortSignal) {
        error = errorType(reason, signal);
        if (error !== undefined)
          meter.count('parley_model_errors_total', { gen_ai_operation_name: name, error_type: error });
      },
      over() {
        const failure = error === undefined ? {} : { error_type: error };
        meter.observe('gen_ai_client_operation_duration_seconds', { ...labels, ...failure }, seconds());
      },
    };
  }

  /** Counts a call whose answer comes as a whole. */
  async function whole<T extends { usage?: Usage }>(
    name: string,
    request: Call,
    signal: AbortSignal,
    ask: () => Promise<T>,
  ): Promise<T> {
    const call = begin(name, request);
    try {
      const result = await ask();
      call.used(result.usage);
      return result;
    } catch (error) {
      call.failed(error, signal);
      throw error;
    } finally {
      call.over();
    }
  }

  return {
    ...model,
    async *stream(request, signal): AsyncGenerator<ModelEvent> {
      const call = begin('chat', request);
      let isSilent = true;
      try {
        for await (const event of model.stream(request, signal)) {
          if (event.type === 'again') meter.count('parley_model_retries_total', {});
          else if (event.type === 'end') call.used(event.usage);
          else if (isSilent) {
            isSilent = false;
            call.first();
          }
          yield event;
        }
      } catch (error) {
        call.failed(error, signal);
        throw error;
      } finally {
        call.over();
      }
    },
    generateImages: (request, signal, onPreview) =>
      whole('image_generation', request, signal, () => model.generateImages(request, signal, onPreview)),
    transcribe: (request, signal) => whole('transcription', request, signal, () => model.transcribe(request, signal)),
    speak: (request, signal) => whole('speech', request, signal, () => model.speak(request, signal)),
  };
}
