/** The record header that makes message delivery verifiable. */
@NullMarked
package klt.common.header;

import org.jspecify.annotations.NullMarked;
