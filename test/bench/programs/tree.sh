# tree.sh: fifty processes, half of which ignore SIGTERM.
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
  (trap '' TERM; exec sleep 600) &
  [ $i = 25 ] || sleep 600 &
done
echo grown
wait
