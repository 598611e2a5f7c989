/** How processes log, and the context of their log lines. */
@NullMarked
package klt.common.log;

import org.jspecify.annotations.NullMarked;
