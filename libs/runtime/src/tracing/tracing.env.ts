import { z } from 'zod';

const samplers = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const;

/** Variables of the OpenTelemetry specification. Its SDK reads the last two itself. */
export const tracingEnv = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where traces go by OTLP over HTTP, as `http://collector:4318`; unset, nothing is traced'),
  OTEL_SERVICE_NAME: z.string().min(1).max(100).optional().describe('what traces call this service; default its own name, as `issuer`'),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers)
    .optional()
    .describe(`which traces are kept, ${samplers.join(', ')}; default parentbased_always_on: all, save those that the caller leaves out`),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).optional().describe('the share that a `traceidratio` keeps, 0 to 1; default 1'),
};

type TracingEnv = { readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined; readonly OTEL_SERVICE_NAME?: string | undefined };

export interface TracingOptions {
  readonly endpoint: string;
  /** Absent: the service's own. */
  readonly serviceName?: string | undefined;
}

export function tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: serviceName }: TracingEnv): TracingOptions | undefined {
  return endpoint === undefined ? undefined : { endpoint, serviceName };
}
