/** How processes log. */
@NullMarked
package klt.common.log;

import org.jspecify.annotations.NullMarked;
