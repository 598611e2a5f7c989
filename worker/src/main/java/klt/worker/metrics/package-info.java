/** Endpoints for Prometheus and for the probes of an orchestrator. */
@NullMarked
package klt.worker.metrics;

import org.jspecify.annotations.NullMarked;
