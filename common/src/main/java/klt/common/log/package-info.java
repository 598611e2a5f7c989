/** The processes' logging configuration. */
@NullMarked
package klt.common.log;

import org.jspecify.annotations.NullMarked;
