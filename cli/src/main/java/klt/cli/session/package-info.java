/** From a controller, its own or a local one, to the result: what the commands that run something have in common. */
@NullMarked
package klt.cli.session;

import org.jspecify.annotations.NullMarked;
