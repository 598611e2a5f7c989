/** The topics shared by controllers and workers: their keys and record encoding. */
@NullMarked
package klt.common.protocol.topics;

import org.jspecify.annotations.NullMarked;
