/** The record header that makes the arrival of messages verifiable. */
@NullMarked
package klt.common.header;

import org.jspecify.annotations.NullMarked;
