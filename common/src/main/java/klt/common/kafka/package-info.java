/** How to reach Kafka, from the environment. */
@NullMarked
package klt.common.kafka;

import org.jspecify.annotations.NullMarked;
