/** The topics that controllers and workers share: their keys, and the encoding of their records. */
@NullMarked
package klt.common.protocol.topics;

import org.jspecify.annotations.NullMarked;
