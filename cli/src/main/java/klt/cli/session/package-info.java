/** Code shared by the commands that run something, from connecting to a controller (an existing or a local one) to the result. */
@NullMarked
package klt.cli.session;

import org.jspecify.annotations.NullMarked;
