/** Access to internals of Kafka's clients that are not public. */
@NullMarked
package klt.worker.kafka;

import org.jspecify.annotations.NullMarked;
