# Writes its title over its environment, as redis, nginx and postgres do.
$pids = $ENV{PIDS};
$0 = 'x' x 20_000;
open $file, '>', "$pids/descendant";
print $file "$$\n";
close $file;
sleep 300;
