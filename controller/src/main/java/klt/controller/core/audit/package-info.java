/** The verification of a run: the assignment of partitions to readers, and the conclusions from the reports of senders and readers. */
@NullMarked
package klt.controller.core.audit;

import org.jspecify.annotations.NullMarked;
