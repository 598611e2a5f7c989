/** What Prometheus and the probes of an orchestrator read. */
@NullMarked
package klt.worker.metrics;

import org.jspecify.annotations.NullMarked;
