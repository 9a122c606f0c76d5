// open-telemetry.mjs: the SDK of a project, which writes its spans to $SPANS when its process ends.
import { appendFileSync } from 'node:fs'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
provider.register()

// oxlint-disable-next-line import/no-default-export
export default {
  async shutdown() {
    const lines = exporter.getFinishedSpans().map((span) => {
      const { traceId, spanId } = span.spanContext()
      const { name, attributes, status, startTime, endTime } = span
      const parent = span.parentSpanContext?.spanId
      const [begin, end] = [startTime, endTime].map(([s, ns]) => s * 1e3 + ns / 1e6)
      return JSON.stringify({ name, traceId, spanId, parent, attributes, status, begin, end })
    })
    appendFileSync(process.env.SPANS, lines.map((line) => `${line}\n`).join(''))
    await provider.shutdown()
  },
}
