/** Connects to Kafka with settings from the environment, reads topics, and numbers partitions. */
@NullMarked
package klt.common.kafka;

import org.jspecify.annotations.NullMarked;
