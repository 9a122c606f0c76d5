#!/usr/bin/perl
# binds-alone.pl PORT [WHAT [START]]: a server without SO_REUSEADDR that closes each connection first. It
# counts its starts in the file `starts`. In this one, or from it on, it has been `visited` before it
# listens, or it listens `elsewhere`.
use strict;
use IO::Socket::INET;

my ($port, $what, $start) = (@ARGV, '', 0);
open(my $file, '+>>', 'starts') or die $!;
syswrite($file, "start\n");
my $number = (-s 'starts') / 6;

my $host = $what eq 'elsewhere' && $number >= $start ? '127.0.0.2' : '127.0.0.1';
if ($what eq 'visited' && $number == $start) {
  my $server = listening();
  my $client = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port) or die $!;
  close $server->accept;
  sysread($client, my $end, 1);
  close $client;
  close $server;
}
my $server = listening();
syswrite(STDOUT, "listening\n");
while (my $client = $server->accept) { close $client }

sub listening {
  return IO::Socket::INET->new(LocalAddr => $host, LocalPort => $port, Listen => 5)
    || die "cannot listen: $!\n";
}
