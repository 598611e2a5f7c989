/** How processes log, and what their lines carry. */
@NullMarked
package klt.common.log;

import org.jspecify.annotations.NullMarked;
