/** What Kafka's own clients know and do not publish. */
@NullMarked
package klt.worker.kafka;

import org.jspecify.annotations.NullMarked;
