Describe 'Tee-Object' {
    It 'keeps the objects in a variable and hands them on' {
        1, 2 | Tee-Object -Variable kept | ForEach-Object { $_ * 2 } | Should -Be 2, 4
        $kept | Should -Be 1, 2
    }

    It 'keeps one object as it is' {
        $null = 'one' | Tee-Object -Variable kept
        $kept | Should -BeOfType string
    }

    It 'writes a file' {
        'a', 'b' | Tee-Object TestDrive:/tee.txt | Should -Be 'a', 'b'
        Get-Content TestDrive:/tee.txt | Should -Be 'a', 'b'
    }

    It 'replaces what the file held, or writes behind it' {
        $file = "$TestDrive/more.txt"
        $null = 'old' | Tee-Object -FilePath $file
        $null = 'a' | Tee-Object -FilePath $file
        $null = 'b' | Tee-Object -FilePath $file -Append
        Get-Content $file | Should -Be 'a', 'b'
    }

    It 'takes a path as it is' {
        $file = "$TestDrive/[x].txt"
        'a' | Tee-Object -LiteralPath $file | Should -Be 'a'
        Get-Content -LiteralPath $file | Should -Be 'a'
    }

    It 'hands objects on while they come' {
        $order = [System.Collections.Generic.List[string]]::new()
        1, 2 | ForEach-Object { $order.Add("in $_"); $_ } | Tee-Object -Variable kept | ForEach-Object { $order.Add("out $_") }
        $order | Should -Be 'in 1', 'out 1', 'in 2', 'out 2'
    }
}
