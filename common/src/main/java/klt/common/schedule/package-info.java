/** When each message is due, and whose it is: pure functions that every worker computes alone. */
@NullMarked
package klt.common.schedule;

import org.jspecify.annotations.NullMarked;
