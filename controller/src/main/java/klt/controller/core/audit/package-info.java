/** A run's verification: assigns partitions to readers, and draws conclusions from the senders' and readers' reports. */
@NullMarked
package klt.controller.core.audit;

import org.jspecify.annotations.NullMarked;
