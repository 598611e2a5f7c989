/** Limits for the values in records. */
@NullMarked
package klt.common.protocol.limit;

import org.jspecify.annotations.NullMarked;
