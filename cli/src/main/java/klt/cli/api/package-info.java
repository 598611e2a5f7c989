/** The controller's HTTP API as its client sees it. */
@NullMarked
package klt.cli.api;

import org.jspecify.annotations.NullMarked;
