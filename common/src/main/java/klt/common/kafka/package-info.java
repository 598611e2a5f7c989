/** Reaching Kafka, with settings from the environment, reading topics, and numbering partitions. */
@NullMarked
package klt.common.kafka;

import org.jspecify.annotations.NullMarked;
