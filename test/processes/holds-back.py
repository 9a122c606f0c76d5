# Prints that it is ready, and stays.
import time

print('ready')
time.sleep(300)
