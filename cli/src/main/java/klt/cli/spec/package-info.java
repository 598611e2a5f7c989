/** Builds a spec from the command line. */
@NullMarked
package klt.cli.spec;

import org.jspecify.annotations.NullMarked;
