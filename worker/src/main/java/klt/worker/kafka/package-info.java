/** Internals of Kafka's own clients that they do not publish. */
@NullMarked
package klt.worker.kafka;

import org.jspecify.annotations.NullMarked;
