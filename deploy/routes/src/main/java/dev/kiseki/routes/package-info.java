/**
 * Which of the two APIs answers what. In: the endpoints that their controllers declare. Out: the
 * table of them, and the part of each proxy's configuration that follows from it. Starts no
 * service; src/test writes the files and holds them to what is declared.
 */
package dev.kiseki.routes;
