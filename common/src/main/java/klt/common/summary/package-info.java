/** A run's results as lines and tables of text, for the terminal, for Markdown and for HTML. */
@NullMarked
package klt.common.summary;

import org.jspecify.annotations.NullMarked;
