/** Accesses non-public internals of Kafka's clients. */
@NullMarked
package klt.worker.kafka;

import org.jspecify.annotations.NullMarked;
