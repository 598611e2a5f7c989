/** The record header that messages carry, so that it can be proven what arrived. */
@NullMarked
package klt.common.header;

import org.jspecify.annotations.NullMarked;
