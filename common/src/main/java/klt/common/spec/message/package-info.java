/** The part of a spec that determines the contents of messages: keys, sizes, values, partitions and headers. */
@NullMarked
package klt.common.spec.message;

import org.jspecify.annotations.NullMarked;
