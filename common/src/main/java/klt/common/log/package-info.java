/** The logging configuration of the processes. */
@NullMarked
package klt.common.log;

import org.jspecify.annotations.NullMarked;
