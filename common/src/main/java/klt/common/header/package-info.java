/** The record header of messages, which makes their arrival verifiable. */
@NullMarked
package klt.common.header;

import org.jspecify.annotations.NullMarked;
