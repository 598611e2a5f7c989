/** The session with Kafka: reads and writes the control, status and state topics. */
@NullMarked
package klt.controller.bus;

import org.jspecify.annotations.NullMarked;
