/** From the words on the command line to a spec. */
@NullMarked
package klt.cli.spec;

import org.jspecify.annotations.NullMarked;
